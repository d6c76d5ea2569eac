ActiveRecord::Schema.define do
  create_table :members do |t|
    t.string :email, null: false
    t.string :token, null: false
    t.string :role, null: false, default: "member" # or admin
    t.string :name, null: false
    t.string :about, null: false, default: ""
    t.string :city, null: false, default: ""
    t.boolean :newsletter, null: false, default: false
  end

  create_table :memberships do |t|
    t.references :member, null: false
    t.string :plan, null: false # evenings, weekdays or unlimited
    t.integer :credit_cents, null: false, default: 0
  end
end
