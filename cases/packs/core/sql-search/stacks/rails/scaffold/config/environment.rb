require_relative "application"

Shop::Application.initialize!

File.delete("shop.db") if File.exist?("shop.db")
ActiveRecord::Base.connection.raw_connection.execute_batch(Rails.root.join("schema.sql").read)
